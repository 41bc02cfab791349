"""Early warning: seventeen rules, each its own function of what a customer is now and was before."""
