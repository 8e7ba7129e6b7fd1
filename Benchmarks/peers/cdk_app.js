// usage: node cdk_app.js COUNT FOLDER
//
// Writes COUNT roles as stacks of AWS CDK, level 1, 450 in each: CDK refuses more than 500.
const cdk = require("aws-cdk-lib");
const iam = require("aws-cdk-lib/aws-iam");

const [count, folder] = [Number(process.argv[2]), process.argv[3]];
const app = new cdk.App({ outdir: folder, analyticsReporting: false });
for (let start = 0; start < count; start += 450) {
  const synthesizer = new cdk.LegacyStackSynthesizer();
  const stack = new cdk.Stack(app, `S${start / 450}`, { synthesizer });
  for (let index = start; index < Math.min(count, start + 450); index++) {
    const number = String(index).padStart(5, "0");
    new iam.CfnRole(stack, `Role${number}`, {
      roleName: `fastly-bench-i${number}`,
      description: "Access for Fastly; made by accredit from the spec bench",
      assumeRolePolicyDocument: {
        Version: "2012-10-17",
        Statement: [
          {
            Sid: "S3LoggingTrustPolicy",
            Effect: "Allow",
            Principal: { AWS: "arn:aws:iam::717331877981:root" },
            Action: ["sts:AssumeRole"],
            Condition: { StringEquals: { "sts:ExternalId": "7Kd2PqVn4XsTb9LwRy6HcE" } },
          },
        ],
      },
      policies: [
        {
          policyName: "accredit",
          policyDocument: {
            Version: "2012-10-17",
            Statement: [
              {
                Effect: "Allow",
                Action: ["s3:PutObject", "s3:AbortMultipartUpload"],
                Resource: [`arn:aws:s3:::acme-fastly-${number}/edge/*`],
              },
            ],
          },
        },
      ],
      tags: [
        { key: "accredit:spec", value: "bench" },
        { key: "team", value: "platform" },
      ],
    });
  }
}
app.synth();
