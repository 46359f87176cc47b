/** Fastify's own compilers of schemas: CommonJS, so that Fastify can load them synchronously and the build keeps them in a file of their own. */
module.exports = {
  buildValidator: require('@fastify/ajv-compiler')(),
  buildSerializer: require('@fastify/fast-json-stringify-compiler')()
}
