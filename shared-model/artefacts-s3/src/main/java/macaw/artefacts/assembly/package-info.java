/** Makes the artefact store from a service's settings: the one place where directory or S3 is decided. */
@NullMarked
package macaw.artefacts.assembly;

import org.jspecify.annotations.NullMarked;
