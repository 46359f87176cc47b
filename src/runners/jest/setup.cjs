/** The hooks of the preset, in the sandbox of each test file. */
require('../jest.cjs').registerHooks(require('@jest/globals'))
