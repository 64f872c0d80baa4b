"""What tests share: papers, servers, browsers, workflows, hostile texts."""
