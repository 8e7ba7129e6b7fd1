"""usage: troposphere_app.py COUNT FOLDER

Writes COUNT roles as templates of troposphere, 450 in each: troposphere refuses more than 500.
"""

import sys
from pathlib import Path

from troposphere import Template, iam
from work import role

count, folder = int(sys.argv[1]), Path(sys.argv[2])
folder.mkdir(parents=True, exist_ok=True)
for start in range(0, count, 450):
    template = Template()
    template.set_version("2010-09-09")
    for index in range(start, min(count, start + 450)):
        properties = role(index)
        properties["Policies"] = [iam.Policy(**policy) for policy in properties["Policies"]]
        template.add_resource(iam.Role(f"Role{index:05}", **properties))
    (folder / f"S{start // 450}.yaml").write_text(template.to_yaml())
