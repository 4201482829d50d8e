// node validate.mjs kubernetes|compose FILE
// Prints one line of JSON for each document of a YAML file: {"name": …, "errors": […]}.
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { parseAllDocuments } from "yaml";

const [, , schema, path] = process.argv;

async function kubernetesErrors(resource) {
  let model;
  try {
    model = (await import(`kubernetes-models/${resource.apiVersion}/${resource.kind}`))[resource.kind]
      ?? Object.values(await import(`kubernetes-models/${resource.apiVersion}/${resource.kind}`))[0];
  } catch (error) {
    return [`no schema of ${resource.apiVersion} ${resource.kind}: ${error.message}`];
  }
  try {
    new model(resource).validate();
    return [];
  } catch (error) {
    return (error.errors ?? [error]).map((one) => `${one.instancePath ?? ""} ${one.message}`);
  }
}

async function composeErrors(compose) {
  const require = createRequire(import.meta.url);
  const folder = dirname(require.resolve("dclint/package.json"));
  const definition = JSON.parse(await readFile(join(folder, "schemas/compose.schema.json"), "utf8"));
  const { default: Ajv } = await import("ajv");
  // Its $schema is written with https, which is not the name ajv knows the draft by.
  delete definition.$schema;
  const validate = new Ajv({ allErrors: true, strict: false, validateFormats: false }).compile(definition);
  return validate(compose) ? [] : validate.errors.map((one) => `${one.instancePath} ${one.message} ${JSON.stringify(one.params)}`);
}

for (const document of parseAllDocuments(await readFile(path, "utf8"), { merge: true })) {
  const value = document.toJS();
  const errors = document.errors.length > 0 ? document.errors.map(String)
    : schema === "kubernetes" ? await kubernetesErrors(value)
    : schema === "compose" ? await composeErrors(value)
    : [`unknown schema ${schema}`];
  console.log(JSON.stringify({ name: value?.kind ? `${value.kind}/${value.metadata?.name}` : path, errors }));
}
