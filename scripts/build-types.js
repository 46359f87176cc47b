/** Writes the types of each entry of the package: a file without imports, in which types derived from schemas are expanded. */
import { rm, writeFile } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { build } from 'esbuild'
import ts from 'typescript'

/** The types of test runners import those of the package and of the runner. */
const runners = ['test-mock', 'node-test', 'vitest', 'playwright', 'jest', 'testcontainers'].map(name => ({ name, path: resolve(`src/runners/${name}.ts`) }))
const entries = { index: resolve('src/index.ts'), client: resolve('src/client/index.ts') }
/** `npm run typecheck` checks the sources: the build would take three times as long. */
const emitsTypes = { noEmit: false, declaration: true, emitDeclarationOnly: true, stripInternal: true, noCheck: true }
const expandType = ts.NodeBuilderFlags.InTypeAlias | ts.NodeBuilderFlags.NoTruncation | ts.NodeBuilderFlags.MultilineObjectLiterals

/** Writes two files with the same content for each entry: one for `import`, one for `require`. */
export async function buildTypes () {
  const { options, errors } = ts.getParsedCommandLineOfConfigFile('tsconfig.json', emitsTypes, { ...ts.sys, onUnRecoverableConfigFileDiagnostic: throwDiagnostic })
  errors.forEach(throwDiagnostic)
  const program = ts.createProgram([...Object.values(entries), ...runners.map(({ path }) => path), resolve('src/runners/testcontainers-module.d.ts')], options)
  const declarations = await declarationFiles(program)
  for (const [name, entry] of Object.entries(entries)) {
    const text = `${statementsOf(declarations, entry).join('\n')}\nexport {};\n`
    for (const ending of ['d.cts', 'd.ts']) await writeFile(`dist/${name}.${ending}`, text)
  }
  for (const { name, path } of runners) await writeRunnerTypes(name, declarations.get(path).text)
}

/** Imports of the sources become those of the built files beside it. */
async function writeRunnerTypes (name, text) {
  for (const [types, code] of [['d.cts', 'cjs'], ['d.ts', 'js']]) {
    const imports = { '../index.js': `./index.${code}`, '../client/index.js': `./client.${code}`, './test-mock.js': `./test-mock.${code}` }
    const replaced = text.replace(/(from )'(\.[^']+)'/g, (_whole, from, path) => `${from}'${imports[path]}'`)
    await writeFile(`dist/${name}.${types}`, replaced.replace(/^\/\*\*.*\*\/\n/, ''))
  }
}

/** Returns TypeScript's declaration file for each source file, by the path of the source file, with derived types expanded. */
async function declarationFiles (program) {
  const checker = program.getTypeChecker()
  const sources = program.getSourceFiles().filter(file => !file.fileName.includes('node_modules'))
  const schemas = await loadSchemas(sources)
  const files = new Map()

  const expandDerivedTypes = ({ factory }) => file => ts.visitEachChild(file, node => {
    if (!ts.isTypeAliasDeclaration(node) || !isDerived(node)) return node
    const source = ts.getOriginalNode(node)
    const type = checker.getTypeFromTypeNode(source.type)
    const expanded = checker.typeToTypeNode(type, source, expandType)
    const described = describeMembers(expanded, schemas.get(`${source.getSourceFile().fileName} ${node.name.text}`))
    return factory.updateTypeAliasDeclaration(node, node.modifiers, node.name, node.typeParameters, described)
  }, undefined)

  const write = (_name, text, _mark, _onError, [source]) => {
    if (source) files.set(source.fileName, ts.createSourceFile(source.fileName, text, ts.ScriptTarget.Latest, true))
  }
  const { diagnostics } = program.emit(undefined, write, undefined, true, { afterDeclarations: [expandDerivedTypes] })
  diagnostics.forEach(throwDiagnostic)
  return files
}

/** Whether a type refers to a value or to the types of a package, as in `Static<typeof Schema>` and `keyof typeof value`. */
function isDerived ({ type }) {
  return /\bStatic\b|\btypeof\b/.test(ts.getOriginalNode(type).getText())
}

/** Loads the schemas from which exported types are derived, by file and type. */
async function loadSchemas (sources) {
  const names = sources.filter(({ fileName }) => Object.values(entries).includes(fileName))
    .flatMap(({ statements }) => statements.flatMap(({ exportClause }) => exportClause.elements.map(({ name }) => name.text)))
  const exported = sources.flatMap(file => file.statements
    .filter(node => ts.isTypeAliasDeclaration(node) && names.includes(node.name.text) && /^Static<typeof \w+>$/.test(node.type.getText()))
    .map(({ name, type }) => ({ path: file.fileName, name: name.text, schema: type.typeArguments[0].exprName.text })))
  const contents = exported.map(({ path, schema }, index) => `export { ${schema} as schema${index} } from '${path}'`).join('\n')
  // A file within the package, because the sources search for the package that contains them.
  const outfile = resolve('dist/schemas.mjs')
  await build({ stdin: { contents, resolveDir: '.' }, outfile, bundle: true, format: 'esm', platform: 'node', packages: 'external' })
  const loaded = await import(pathToFileURL(outfile).href)
  await rm(outfile)
  return new Map(exported.map(({ path, name }, index) => [`${path} ${name}`, loaded[`schema${index}`]]))
}

/** Returns the type with its members and values in the order of the schema, each member with the schema's description and default as a comment. */
function describeMembers (type, schema) {
  if (!type || !schema) return type
  if (ts.isArrayTypeNode(type)) return ts.factory.updateArrayTypeNode(type, describeMembers(type.elementType, schema.items))
  if (ts.isParenthesizedTypeNode(type)) return ts.factory.updateParenthesizedType(type, describeMembers(type.type, schema))
  if (ts.isUnionTypeNode(type)) return ts.factory.updateUnionTypeNode(type, inOrder(type.types, valuesOf(schema), ({ literal }) => literal?.text))
  if (!ts.isTypeLiteralNode(type) || !schema.properties) return type
  const members = inOrder(type.members, Object.keys(schema.properties), ({ name }) => name.text).map(member => {
    const memberSchema = schema.properties[member.name.text]
    const described = ts.factory.updatePropertySignature(member, member.modifiers, member.name, member.questionToken, describeMembers(member.type, memberSchema))
    const { description, default: value } = memberSchema ?? {}
    const comment = [description, value !== undefined && `Default: \`${value}\`.`].filter(Boolean).join(' ')
    return comment ? ts.addSyntheticLeadingComment(described, ts.SyntaxKind.MultiLineCommentTrivia, `* ${comment.replaceAll('*/', '*\\/')} `, true) : described
  })
  return ts.factory.updateTypeLiteralNode(type, ts.factory.createNodeArray(members))
}

/** Returns the values that a schema lists. */
function valuesOf ({ enum: values, anyOf = [], const: value }) {
  return values ?? (value === undefined ? anyOf.flatMap(valuesOf) : [value])
}

/**
 * Sorts nodes by the place of their text in a list, and others after them. TypeScript itself lists names and values in the
 * order in which it has met them.
 */
function inOrder (nodes, order, textOf) {
  const place = node => order.includes(textOf(node)) ? order.indexOf(textOf(node)) : order.length
  return ts.factory.createNodeArray(nodes.toSorted((one, other) => place(one) - place(other)))
}

/** Returns the statements that the entry exports, and all statements that these refer to. */
function statementsOf (files, entry) {
  const collected = new Map()

  function collect (path, name, isExported) {
    const found = find(path, name)
    if (!found) return
    const { statement } = found
    const other = collected.get(name)
    if (other && other.statement !== statement) throw new Error(`Expected one public type named ${name}, got one in ${other.path} and one in ${found.path}. Rename one of them.`)
    if (other) {
      other.isExported ||= isExported
      return
    }
    collected.set(name, { ...found, isExported })
    for (const used of namesIn(statement)) collect(found.path, used, false)
  }

  /** Follows imports and exports to the declaration. Returns undefined for a global name. */
  function find (path, name) {
    for (const statement of files.get(path).statements) {
      if (statement.name?.text === name && !ts.isVariableStatement(statement)) return { path, statement }
      const names = statement.exportClause?.elements ?? statement.importClause?.namedBindings?.elements ?? []
      const specifier = statement.moduleSpecifier?.text
      if (!specifier?.startsWith('.')) continue
      const element = names.find(element => element.name.text === name)
      if (element) return find(join(dirname(path), specifier).replace(/\.js$/, '.ts'), (element.propertyName ?? element.name).text)
    }
  }

  for (const statement of files.get(entry).statements) {
    for (const { name } of statement.exportClause?.elements ?? []) collect(entry, name.text, true)
  }
  return [...collected.values()].map(({ statement, isExported }) => {
    // The types need none of Node.
    const text = statement.getFullText().replace(' extends AssertionError ', ' extends Error ').replace(/^\s*\/\*\*(?:(?!\*\/)[^])*\*\/\s*(?=\/\*\*)/, '').trim()
    return isExported ? text : text.replace(/^(\/\*\*[^]*?\*\/\s*)?export /, '$1')
  })
}

function namesIn (statement) {
  const names = new Set()
  const visit = node => {
    if (ts.isTypeReferenceNode(node)) names.add(node.typeName.getText())
    if (ts.isExpressionWithTypeArguments(node)) names.add(node.expression.getText())
    ts.forEachChild(node, visit)
  }
  visit(statement)
  return names
}

function throwDiagnostic (diagnostic) {
  throw new Error(ts.formatDiagnostic(diagnostic, { getCurrentDirectory: () => '.', getCanonicalFileName: name => name, getNewLine: () => '\n' }))
}
