/** Fastify's default schema compilers. CommonJS, so that they can be loaded synchronously and are bundled into a separate file. */
module.exports = {
  buildValidator: require('@fastify/ajv-compiler')(),
  buildSerializer: require('@fastify/fast-json-stringify-compiler')()
}
