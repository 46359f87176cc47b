#!/usr/bin/env node
/** The executable: Node's compile cache first, so that it holds all the rest. */
import module from 'node:module'
import './parent-process.js'

// Node 20 has none. A folder that cannot be written is read as far as it goes.
(module as { enableCompileCache?: () => void }).enableCompileCache?.()

const { command } = await import('./command.js')
process.exitCode = await command(process.argv.slice(2))
