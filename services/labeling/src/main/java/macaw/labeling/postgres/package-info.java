/** PostgreSQL, by plain SQL. What is decided is decided in the core; here it is read, locked and written. */
package macaw.labeling.postgres;
