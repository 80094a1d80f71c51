namespace Sonetel.Http.Tests.Layers;

/// <summary>Each of these names SonetelAuthException in one way alone.</summary>
internal static class WaysToUse
{
    public interface InAnInterface : IEnumerable<SonetelAuthException>;

    public interface InAParameter
    {
        void Take(SonetelAuthException[] failures);
    }

    public interface InAReturnType
    {
        Task<SonetelAuthException> TakeAsync();
    }

    public interface InAProperty
    {
        Lazy<SonetelAuthException> Failure { get; }
    }

    public interface InAConstraint<T>
        where T : IEquatable<SonetelAuthException>;

    [AttributeUse(typeof(SonetelAuthException))]
    public interface InAnAttribute;

    [AttributeUsage(AttributeTargets.Interface)]
    public sealed class AttributeUseAttribute(Type type) : Attribute
    {
        public Type Type { get; } = type;
    }

    public static class InALambda
    {
        public static Func<object?, bool> Test { get; } = value => value is SonetelAuthException;
    }

    public static class InAnAsyncBody
    {
        public static async Task<object> RunAsync()
        {
            await Task.Yield();
            return Array.Empty<SonetelAuthException>();
        }
    }

    public static class InACatch
    {
        public static bool Run(Action action)
        {
            try
            {
                action();
                return true;
            }
            catch (SonetelAuthException)
            {
                return false;
            }
        }
    }
}
