using System.Reflection;
using System.Reflection.Emit;

namespace Sonetel.Http.Tests.Layers;

/// <summary>The types that a method's body names: its locals, what it catches, and each token in its instructions.</summary>
internal static class MethodBodies
{
    private static readonly Dictionary<short, OpCode> OpCodesByValue = typeof(OpCodes).GetFields()
        .Select(field => (OpCode)field.GetValue(null)!)
        .ToDictionary(code => code.Value);

    public static IEnumerable<Type?> TypesIn(MethodBase method)
    {
        if (method.GetMethodBody() is not { } body)
        {
            return [];
        }

        var caught = body.ExceptionHandlingClauses
            .Where(clause => clause.Flags is ExceptionHandlingClauseOptions.Clause)
            .Select(clause => clause.CatchType);
        var tokens = Tokens(body.GetILAsByteArray()!).SelectMany(token => TypesOf(Resolve(method, token)));

        return body.LocalVariables.Select(local => local.LocalType).Concat(caught).Concat(tokens);
    }

    // The instructions one after the other (ECMA-335, partition III): a code of one or two bytes, then its operand.
    private static IEnumerable<int> Tokens(byte[] il)
    {
        var at = 0;

        while (at < il.Length)
        {
            var code = ReadOpCode(il, ref at);

            if (code.OperandType is OperandType.InlineMethod or OperandType.InlineField or OperandType.InlineType or OperandType.InlineTok)
            {
                yield return BitConverter.ToInt32(il, at);
            }

            at += OperandSize(code.OperandType, il, at);
        }
    }

    private static OpCode ReadOpCode(byte[] il, ref int at)
    {
        const byte TwoBytes = 0xFE;
        var first = il[at++];
        var value = first == TwoBytes ? (short)((first << 8) | il[at++]) : first;
        return OpCodesByValue[value];
    }

    private static int OperandSize(OperandType type, byte[] il, int at) => type switch
    {
        OperandType.InlineNone => 0,
        OperandType.ShortInlineBrTarget or OperandType.ShortInlineI or OperandType.ShortInlineVar => 1,
        OperandType.InlineVar => 2,
        OperandType.InlineI8 or OperandType.InlineR => 8,
        OperandType.InlineSwitch => 4 + (4 * BitConverter.ToInt32(il, at)),
        _ => 4,
    };

    private static MemberInfo? Resolve(MethodBase method, int token)
    {
        var typeArguments = method.DeclaringType!.GetGenericArguments();
        var methodArguments = method is MethodInfo info ? info.GetGenericArguments() : [];
        return method.Module.ResolveMember(token, typeArguments, methodArguments);
    }

    private static IEnumerable<Type?> TypesOf(MemberInfo? member) => member switch
    {
        Type type => [type],
        FieldInfo field => [field.DeclaringType, field.FieldType],
        MethodInfo method => [method.DeclaringType, .. method.GetGenericArguments()],
        _ => [member?.DeclaringType],
    };
}
