global using Timonier.Contracts.Cluster;
global using Timonier.Contracts.Runtime;
global using Timonier.Documents;
global using Timonier.Kernel;

// Inside this room's namespace the bare word Node is the namespace itself.
global using Place = Timonier.Documents.Node;
