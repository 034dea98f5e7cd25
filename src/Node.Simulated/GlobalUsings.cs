global using Timonier.Contracts.Cluster;
global using Timonier.Contracts.Runtime;
global using Timonier.Documents;
global using Timonier.Kernel;
