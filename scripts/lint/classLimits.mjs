/**
 * Classes stay small: few methods, few mutable fields, and, where asked, few lines.
 * @type {import('eslint').Rule.RuleModule}
 */
export const classLimits = {
  meta: {
    type: 'suggestion',
    schema: [
      {
        type: 'object',
        properties: {
          maxMethods: { type: 'integer' },
          maxMutableFields: { type: 'integer' },
          maxLines: { type: 'integer' },
        },
        additionalProperties: false,
      },
    ],
    messages: {
      methods: 'Class {{name}} has {{count}} methods; the limit is {{max}}.',
      fields: 'Class {{name}} has {{count}} mutable fields; the limit is {{max}}.',
      lines: 'Class {{name}} has {{count}} lines; the limit is {{max}}.',
    },
  },
  create(context) {
    const limits = { maxMethods: 15, maxMutableFields: 3, maxLines: Infinity, ...context.options[0] };
    const check = (node) => {
      const name = node.id?.name ?? '(anonymous)';
      const report = (messageId, count, max) => {
        if (count > max) context.report({ node: node.id ?? node, messageId, data: { name, count, max } });
      };
      report('methods', countMethods(node.body.body), limits.maxMethods);
      report('fields', countMutableFields(node.body.body), limits.maxMutableFields);
      report('lines', node.loc.end.line - node.loc.start.line + 1, limits.maxLines);
    };
    return { ClassDeclaration: check, ClassExpression: check };
  },
};

const fieldTypes = new Set(['PropertyDefinition', 'AccessorProperty', 'TSAbstractPropertyDefinition']);
const functionTypes = new Set(['ArrowFunctionExpression', 'FunctionExpression']);

/** A field that holds a function is a method by another name. */
function isMethod(member) {
  if (member.type === 'MethodDefinition' || member.type === 'TSAbstractMethodDefinition') {
    return member.kind !== 'constructor' && member.value?.type !== 'TSEmptyBodyFunctionExpression';
  }
  return member.type === 'PropertyDefinition' && functionTypes.has(member.value?.type);
}

function countMethods(members) {
  return members.filter(isMethod).length;
}

function countMutableFields(members) {
  const declared = members.filter((member) => fieldTypes.has(member.type) && !member.readonly);
  const constructor = members.find((member) => member.kind === 'constructor' && member.value.body);
  const inParameters = (constructor?.value.params ?? []).filter(
    (parameter) => parameter.type === 'TSParameterProperty' && !parameter.readonly,
  );
  return declared.length + inParameters.length;
}
