/**
 * Functions stay short. The callback of `describe` groups tests and is not counted as a function.
 * @type {import('eslint').Rule.RuleModule}
 */
export const functionLines = {
  meta: {
    type: 'suggestion',
    schema: [{ type: 'object', properties: { max: { type: 'integer' } }, additionalProperties: false }],
    messages: { tooLong: 'This function has {{count}} lines; the limit is {{max}}.' },
  },
  create(context) {
    const max = context.options[0]?.max ?? 60;
    const check = (node) => {
      const count = node.loc.end.line - node.loc.start.line + 1;
      if (count > max && !isDescribeCallback(node)) {
        context.report({ loc: context.sourceCode.getFirstToken(node).loc, messageId: 'tooLong', data: { count, max } });
      }
    };
    return { FunctionDeclaration: check, FunctionExpression: check, ArrowFunctionExpression: check };
  },
};

function isDescribeCallback(node) {
  if (node.parent.type !== 'CallExpression' || !node.parent.arguments.includes(node)) return false;
  const { callee } = node.parent;
  const name = callee.type === 'MemberExpression' ? callee.object.name : callee.name;
  return name === 'describe';
}
