/** The caption card's distances in pixels: from the picture's border, from its own border to its texts, and between these. */
export function cardSpacing (unit: number): { outside: number, inside: number, between: number } {
  // Shares of the picture's shorter side.
  return { outside: Math.round(0.045 * unit), inside: Math.round(0.042 * unit), between: Math.round(0.03 * unit) }
}
