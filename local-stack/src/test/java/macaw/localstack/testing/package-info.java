/** A broker and a database for tests: processes of this machine, or containers of the public images where those are asked for. */
package macaw.localstack.testing;
