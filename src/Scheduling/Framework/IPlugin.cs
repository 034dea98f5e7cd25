namespace Timonier.Scheduling.Framework;

/// <summary>A rule of scheduling under upstream's name; what it does is said by the other interfaces it has.</summary>
public interface IPlugin
{
    string Name { get; }
}
