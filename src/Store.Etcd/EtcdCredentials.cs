namespace Timonier.Store.Etcd;

/// <summary>A user of etcd.</summary>
public readonly record struct EtcdCredentials(string User, string Password)
{
    /// <summary>Without the password: what is printed by accident must not tell it.</summary>
    public override string ToString() => User;
}
