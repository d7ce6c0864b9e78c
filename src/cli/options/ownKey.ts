/** The variable with a key for whichever model a command names, beside those of the providers. */
export const ownKeyVariable = 'BACKGROUND_AGENTS_API_KEY';
