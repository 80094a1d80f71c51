using System.Reflection;

namespace Sonetel.Http.Tests.Layers;

/// <summary>The library's types that one of them names anywhere: in its signatures, its fields, its bodies and those of
/// its nested types, closures and state machines included.</summary>
internal static class TypeUses
{
    private const BindingFlags Declared = BindingFlags.DeclaredOnly | BindingFlags.Public | BindingFlags.NonPublic
        | BindingFlags.Instance | BindingFlags.Static;

    public static IEnumerable<Type> Of(Type type) =>
        WithNested(type).SelectMany(Named).SelectMany(Parts).Select(Outermost).Where(SourceFolders.Declare).Distinct()
            .Where(used => used != type);

    private static IEnumerable<Type> WithNested(Type type) =>
        type.GetNestedTypes(Declared).SelectMany(WithNested).Prepend(type);

    private static IEnumerable<Type?> Named(Type type)
    {
        var methods = type.GetMethods(Declared).Cast<MethodBase>().Concat(type.GetConstructors(Declared));
        Type?[] own = [type.BaseType, .. type.GetInterfaces(), .. Constraints(type.GetGenericArguments())];

        return own
            .Concat(type.GetFields(Declared).Select(field => field.FieldType))
            .Concat(type.GetProperties(Declared).Select(property => property.PropertyType))
            .Concat(type.GetEvents(Declared).Select(evt => evt.EventHandlerType))
            .Concat(methods.SelectMany(Named))
            .Concat(type.GetMembers(Declared).Prepend(type).SelectMany(Attributes));
    }

    private static IEnumerable<Type?> Named(MethodBase method)
    {
        var signature = method.GetParameters().Select(parameter => parameter.ParameterType);

        if (method is MethodInfo info)
        {
            signature = signature.Append(info.ReturnType).Concat(Constraints(info.GetGenericArguments()));
        }

        return signature.Concat(MethodBodies.TypesIn(method));
    }

    private static IEnumerable<Type> Constraints(IEnumerable<Type> arguments) =>
        arguments.Where(argument => argument.IsGenericParameter).SelectMany(argument => argument.GetGenericParameterConstraints());

    private static IEnumerable<Type?> Attributes(MemberInfo member) =>
        from attribute in member.GetCustomAttributesData()
        from named in attribute.ConstructorArguments.Select(argument => argument.Value as Type).Append(attribute.AttributeType)
        select named;

    // Task<TokenSet[]> names TokenSet.
    private static IEnumerable<Type> Parts(Type? type)
    {
        if (type is null)
        {
            return [];
        }

        if (type.GetElementType() is { } element)
        {
            return Parts(element);
        }

        return type.GetGenericArguments().Where(argument => !argument.IsGenericParameter).SelectMany(Parts).Append(type);
    }

    private static Type Outermost(Type type) => type.DeclaringType is { } outer ? Outermost(outer) : type;
}
