/** Reader of text files within a folder. Files outside of it are never opened. */
import { readFile, realpath, stat } from 'node:fs/promises'
import { join, sep } from 'node:path'
import { preview } from '../text/messages.js'
import { FileError, type FileErrorClass } from './file-error.js'

const maxFileBytes = 1_000_000

/** Resolves to the text of a file in the folder. Rejects with an error of the class that names the file. */
export async function readTextInside (dir: string, file: string, ErrorClass: FileErrorClass): Promise<string> {
  try {
    const { path, size } = await resolveInside(dir, file, 'the file', ErrorClass)
    if (size > maxFileBytes) throw ErrorClass.unusable('the file', `it has ${size} bytes`, `Split it into files of at most ${maxFileBytes} bytes`)
    return await readFile(path, 'utf8')
  } catch (error) {
    const problem = error instanceof FileError ? error : ErrorClass.unusable('the file', reasonOf(error), 'Make it a file that can be read')
    throw problem.at(file)
  }
}

/**
 * Returns the real path and the size of a regular file in the folder. `where` names the file in errors.
 * Links within the folder are followed, as Kubernetes mounts need. Throws an error of the class for a file outside of the folder.
 */
export async function resolveInside (
  dir: string, name: string, where: string, ErrorClass: FileErrorClass
): Promise<{ path: string, size: number }> {
  const [folder, real] = await Promise.all([realpath(dir), realpath(join(dir, name))])
  if (!real.startsWith(folder.endsWith(sep) ? folder : folder + sep)) {
    throw ErrorClass.unusable(where, `${preview(name)} is outside of the folder of the rule file`, 'Put the file itself into the folder')
  }
  const file = await stat(real)
  // Reading a named pipe would never end.
  if (!file.isFile()) throw ErrorClass.unusable(where, `${preview(name)} is not a regular file`, 'Replace it with a regular file')
  return { path: real, size: file.size }
}

/** Returns the code of a file system error, such as `ENOENT`. */
export function codeOf (error: unknown): string {
  return (error as NodeJS.ErrnoException).code ?? String(error)
}

/** Returns the reason of a file system error in words, or its code. */
export function reasonOf (error: unknown): string {
  const code = codeOf(error)
  const reasons: Record<string, string> = {
    ENOENT: 'it does not exist', ENOTDIR: 'part of the path is a file', EISDIR: 'it is a folder', EACCES: 'permission denied'
  }
  return reasons[code] ?? code
}
