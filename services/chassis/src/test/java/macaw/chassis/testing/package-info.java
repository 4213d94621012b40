/** For the tests of the services: a real broker, and keys. */
package macaw.chassis.testing;
