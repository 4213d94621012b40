package macaw.artefacts.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProviderChain;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.model.S3Exception;

class BucketReasonTest {
    private static SdkException refused(AwsErrorDetails details) {
        return (SdkException)
                S3Exception.builder().statusCode(404).awsErrorDetails(details).build();
    }

    @Test
    void whatS3SaysIsTold() {
        var details = AwsErrorDetails.builder()
                .errorCode("NoSuchBucket")
                .errorMessage("There is none")
                .build();
        assertThat(Bucket.reason(refused(details))).isEqualTo("NoSuchBucket, There is none (HTTP 404)");
    }

    @Test
    void anAnswerOfSomethingElseHasNoNullsInIt() {
        assertThat(Bucket.reason(refused(AwsErrorDetails.builder().build())))
                .isEqualTo("HTTP 404 without a word of S3's");
    }

    @Test
    void missingCredentialsAreOneLine() {
        var chain = AwsCredentialsProviderChain.of(() -> {
            throw SdkClientException.create("none here");
        });
        assertThat(Bucket.reason(catchThrowableOfType(SdkClientException.class, chain::resolveCredentials)))
                .startsWith("no credentials: MACAW_S3_ACCESS_KEY and MACAW_S3_SECRET_KEY");
    }
}
