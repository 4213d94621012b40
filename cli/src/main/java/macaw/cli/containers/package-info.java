/** Images, and the secrets that Compose and Kubernetes mount. */
@NullMarked
package macaw.cli.containers;

import org.jspecify.annotations.NullMarked;
