/** The context of errors whose messages contain parts of a request. */
export const errorContext = { requestId: 'req_1', model: 'dall-e-2', family: 'dall-e', images: 1, organization: 'org-1', project: 'proj_1' }
