import neostandard from 'neostandard'

export default [...neostandard({
  ts: true,
  ignores: ['**/dist', 'build', 'bench/peers', 'node_modules', '.tap', 'coverage']
}), {
  // In TypeBox code, a schema and the type that it describes have the same name.
  rules: { '@typescript-eslint/no-redeclare': 'off' }
}]
