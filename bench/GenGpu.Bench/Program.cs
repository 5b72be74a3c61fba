Console.WriteLine("see bench/README.md");
