/** The public API. */
export { buildApp, type AppOptions } from './app.js'
export { startImageMock, type ImageMock } from './image-mock.js'
export { SettingError } from './config/load-settings.js'
export type { Settings } from './config/settings.js'
