/** The entry for `require()`: checks the version of Node, which has to load an ES module here. */
const { unsupportedNode } = require('./config/process-environment.ts')

const problem = unsupportedNode()
if (problem) throw new Error(problem)
module.exports = require('./index.js')
