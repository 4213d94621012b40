/** What the service is told and how its parts are put together. */
package macaw.labeling.assembly;
