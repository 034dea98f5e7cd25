namespace Timonier.Store.Etcd;

/// <summary>A user of etcd.</summary>
public readonly record struct EtcdCredentials(string User, string Password);
