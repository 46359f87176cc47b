/** The reporter of the preset. */
module.exports = require('../jest.cjs').JestReporter
