namespace Sonetel.Http.Sample;

/// <summary>The credentials of both apps. Setting the password simulates an edit of their configuration.</summary>
internal sealed class Credentials(string username, string password)
{
    private volatile string _password = password;

    public string Username => username;

    public string Password
    {
        get => _password;
        set => _password = value;
    }

    public override string ToString() => nameof(Credentials);
}
