/** SettingError: a setting or behaviour with an invalid value. */

/**
 * A setting with an invalid value, or an unknown setting. The message is one line that says what was expected, and
 * which setting or variable was wrong.
 *
 * The values of secret settings are not repeated.
 *
 * Thrown by `startImageMock` and `buildApp` for their settings, and by `mock.behaviours.set`.
 *
 * ```js
 * try {
 *   mock.behaviours.set({ errorRate: 2 })
 * } catch (error) {
 *   console.error(error.message) // Expected a number from 0 to 1 for errorRate in the behaviours, got 2.
 * }
 * ```
 */
export class SettingError extends Error {
  override readonly name = 'SettingError'
}
