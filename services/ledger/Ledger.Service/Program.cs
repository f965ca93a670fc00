Console.WriteLine("Ledger.Service");
