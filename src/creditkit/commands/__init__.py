"""One file per subcommand: options in, pipeline asked, result shown."""
