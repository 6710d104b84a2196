"use strict";

const place = document.getElementById("console");

// Swagger UI fills every field with its example or default and would send them all at once: they are said in words.
function withoutValues(schema) {
  for (const operation of Object.values(schema.paths).flatMap(Object.values)) {
    for (const parameter of operation.parameters ?? []) {
      if (parameter.required || parameter.in !== "query") continue;
      const { default: usual, ...form } = parameter.schema;
      if (usual !== undefined) parameter.description += ` Without it: ${usual}.`;
      if (parameter.example !== undefined) parameter.description += ` For example: ${parameter.example}`;
      parameter.schema = form;
      delete parameter.example;
    }
  }
  return schema;
}

async function show() {
  const answer = await fetch(place.dataset.schema);
  if (!answer.ok) {
    place.textContent = (await answer.json()).detail;
    return;
  }
  SwaggerUIBundle({
    spec: withoutValues(await answer.json()),
    domNode: place,
    deepLinking: true,
    docExpansion: "none",
    supportedSubmitMethods: ["get"],
    validatorUrl: null,
  });
}

show();
