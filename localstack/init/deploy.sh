#!/bin/sh
# Run by LocalStack once it is ready: the same steps as against AWS (infra/aws/README.md).
set -eu

awslocal cloudformation deploy --stack-name seen-store \
    --template-file /seen/aws/store.yaml --capabilities CAPABILITY_IAM

awslocal secretsmanager create-secret --name seen/settings --secret-string "$(
    printf '{"DATABASE_URL":"%s","CACHE_URL":"%s","SEEN_SECRET":"%s"}' \
        "$DATABASE_URL" "$CACHE_URL" "$SEEN_SECRET"
)" >/dev/null

awslocal s3 mb s3://seen-packages
awslocal cloudformation package --template-file /seen/package/sam.yaml \
    --s3-bucket seen-packages --output-template-file /tmp/packaged.yaml >/dev/null
awslocal cloudformation deploy --stack-name seen \
    --template-file /tmp/packaged.yaml --capabilities CAPABILITY_IAM

api=$(awslocal cloudformation describe-stacks --stack-name seen --output text \
    --query "Stacks[0].Outputs[?OutputKey=='RestAPIId'].OutputValue")
echo "/seen/ answers at http://localhost:4566/_aws/execute-api/$api/prod/api/v1/health/ready"
