import fc from 'fast-check';

// A mutant is dead with the first example that fails; looking for the smallest one takes minutes.
fc.configureGlobal({ endOnFailure: true });
