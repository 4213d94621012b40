/** Coded errors, shared by every room; depends on nothing. */
package macaw.errors;
