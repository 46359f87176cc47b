/** The global setup of the preset. */
module.exports = require('../jest.cjs').startForJest
