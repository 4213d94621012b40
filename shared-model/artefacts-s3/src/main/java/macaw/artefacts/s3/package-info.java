/**
 * The store of versions in an S3 bucket. {@link macaw.artefacts.s3.S3ArtefactStore} holds the protocol: what is created
 * exclusively and in which order; {@code Bucket} speaks to the endpoint, {@code Transfers} carries files in parts, {@code
 * StoreCache} keeps what was opened on this machine.
 */
@NullMarked
package macaw.artefacts.s3;

import org.jspecify.annotations.NullMarked;
