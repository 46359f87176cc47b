/** Entry for `require()`: checks the version of Node first, since older versions cannot load an ES module with `require()`. */
const { unsupportedNode } = require('./config/process-environment.ts')

const problem = unsupportedNode()
if (problem) throw new Error(problem)
module.exports = require('./index.js')
