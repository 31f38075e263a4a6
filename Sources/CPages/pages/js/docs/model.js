// The OpenAPI document in the form in which the page shows it: groups of operations, each with what it takes and answers.

/**
 * @typedef {object} Parameter
 * @property {string} name
 * @property {string} place `path`, `query` or `header`
 * @property {boolean} isRequired
 * @property {string} description
 * @property {object} schema
 *
 * @typedef {object} Content
 * @property {string} mediaType
 * @property {object|null} schema what is under `data` when it is in the envelope
 * @property {boolean} isEnveloped
 *
 * @typedef {object} Operation
 * @property {string} id
 * @property {string} title
 * @property {string} method
 * @property {string} path
 * @property {string} summary
 * @property {string} description
 * @property {string[]} roles
 * @property {string} scope
 * @property {Parameter[]} parameters
 * @property {{contents: Content[], bytesMax: number, isRequired: boolean}|null} body
 * @property {{status: string, description: string, contents: Content[], headers: Parameter[]}[]} answers
 * @property {{status: string, kind: string, description: string}[]} problems
 * @property {object[]} examples
 *
 * @typedef {object} Model
 * @property {string} version
 * @property {string} description
 * @property {{name: string, slug: string, description: string, operations: Operation[]}[]} groups
 * @property {(schema: object) => object} resolve follows a `$ref`
 * @property {object[]} problems every kind of problem
 * @property {{topics: object[], commands: object[]}} socket
 */

/** @param {object} document @returns {Model} */
export function readModel(document) {
  const resolve = (schema) => {
    if (!schema?.$ref) return schema;
    const found = schema.$ref.split("/").slice(1).reduce((value, key) => value?.[key], document);
    // What stands beside the reference says more about this place.
    const { $ref, ...beside } = schema;
    return { ...resolve(found), ...beside, partName: $ref.split("/").pop() };
  };
  const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => readOperation(path, method.toUpperCase(), operation, resolve)),
  );
  const groups = document.tags.map((tag) => ({
    name: tag.name,
    slug: slug(tag.name),
    description: tag.description,
    operations: operations.filter((operation) => operation.group === tag.name).sort(byPlace),
  }));
  return {
    version: document.info.version,
    description: document.info.description,
    groups,
    resolve,
    problems: Object.entries(document.components.responses).map(([kind, { description }]) => ({ kind, description })),
    socket: document["x-websocket"] ?? { topics: [], commands: [] },
  };
}

function readOperation(path, method, operation, resolve) {
  const body = operation.requestBody;
  const responses = Object.entries(operation.responses);
  return {
    id: operation.operationId,
    title: title(operation.operationId),
    group: operation.tags[0],
    method,
    path,
    summary: operation.summary,
    // The last paragraph says in words who may call it, which the page shows by itself.
    description: operation.description.split("\n\n").slice(0, -1).join("\n\n"),
    roles: operation["x-roles"],
    scope: operation["x-scope"],
    parameters: operation.parameters.map((parameter) => ({
      name: parameter.name,
      place: parameter.in,
      isRequired: parameter.required,
      description: parameter.description,
      schema: resolve(parameter.schema),
    })),
    body: body && {
      contents: readContents(body.content, resolve),
      bytesMax: body["x-bytes-max"],
      isRequired: body.required,
    },
    answers: responses
      .filter(([, response]) => !response.$ref)
      .map(([status, response]) => ({
        status,
        description: response.description,
        contents: readContents(response.content ?? {}, resolve),
        headers: Object.entries(response.headers ?? {}).map(([name, header]) => ({
          name,
          description: header.description,
          schema: resolve(header.schema),
        })),
      })),
    problems: responses
      .filter(([, response]) => response.$ref)
      .map(([status, response]) => ({
        status,
        kind: response.$ref.split("/").pop(),
        description: resolve(response).description,
      })),
    examples: operation["x-examples"],
  };
}

function readContents(contents, resolve) {
  return Object.entries(contents).map(([mediaType, { schema }]) => {
    const data = schema?.properties?.success && schema.properties.data;
    return { mediaType, schema: schema ? resolve(data || schema) : null, isEnveloped: Boolean(data) };
  });
}

/** "placeBooking" as "Place booking". */
function title(name) {
  const words = name.match(/[A-Z]{2,}|[A-Z]?[a-z0-9]+/g) ?? [name];
  const text = words.map((word) => (/^[A-Z]{2,}$/.test(word) ? word : word.toLowerCase())).join(" ");
  return text[0].toUpperCase() + text.slice(1);
}

function slug(name) {
  return `group-${name.toLowerCase().replace(/[^a-z]+/g, "-")}`;
}

/** What makes something comes before what reads it; commands follow. */
function byPlace(a, b) {
  const rank = ({ path, method }) => (/\}:/.test(path) ? 10 : ["POST", "PUT", "GET", "DELETE"].indexOf(method));
  return a.path.split(":")[0].length - b.path.split(":")[0].length || rank(a) - rank(b) || (a.path < b.path ? -1 : 1);
}
