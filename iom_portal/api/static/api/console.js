"use strict";

const place = document.getElementById("console");
SwaggerUIBundle({
  url: place.dataset.schema,
  domNode: place,
  deepLinking: true,
  docExpansion: "none",
  supportedSubmitMethods: ["get"],
  validatorUrl: null,
});
