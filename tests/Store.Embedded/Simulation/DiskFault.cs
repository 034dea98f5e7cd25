namespace Timonier.Store.Embedded.Tests.Simulation;

internal enum DiskFault
{
    /// <summary>The call fails, and so does every later one.</summary>
    PowerCut,

    /// <summary>One call fails with an input/output error; what it had to write may be lost though later syncs succeed.</summary>
    Error,
}
