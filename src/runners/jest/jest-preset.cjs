/** The preset of Jest, `openai-images-mock/jest`. */
module.exports = {
  globalSetup: require.resolve('./start.cjs'),
  setupFilesAfterEnv: [require.resolve('./setup.cjs')],
  reporters: ['default', require.resolve('./reporter.cjs')]
}
