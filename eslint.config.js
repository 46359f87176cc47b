import neostandard from 'neostandard'

export default [...neostandard({
  ts: true,
  ignores: ['**/dist', 'build', 'bench/peers', 'node_modules', '.tap', 'coverage']
}), {
  // TypeBox's idiom: a schema and the type that it describes share a name.
  rules: { '@typescript-eslint/no-redeclare': 'off' }
}]
