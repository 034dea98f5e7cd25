using Timonier.Runtime.Cri.Tests;

[assembly: AssemblyFixture(typeof(Containerd))]
