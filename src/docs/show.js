/** Shows the OpenAPI document of the imitated operation in Swagger UI. Its address is relative, so that it holds behind a proxy's prefix. */
/* global SwaggerUIBundle */
SwaggerUIBundle({ url: '../openapi.json', dom_id: '#swagger-ui', deepLinking: true, validatorUrl: null })
