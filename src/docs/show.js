/** Shows the OpenAPI document of the imitated operation in Swagger UI. The URL is relative, so that it works below a proxy's prefix. */
/* global SwaggerUIBundle */
SwaggerUIBundle({ url: '../openapi.json', dom_id: '#swagger-ui', deepLinking: true, validatorUrl: null })
